/* Preloaded into the server by a test: its wall clock is so many milliseconds off, as FW_CLOCK_OFF says. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *at) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, at);
  const char *off = getenv("FW_CLOCK_OFF");
  if (result == 0 && off && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    long milliseconds = atol(off);
    at->tv_sec += milliseconds / 1000;
    at->tv_nsec += (milliseconds % 1000) * 1000000;
    if (at->tv_nsec >= 1000000000) { at->tv_sec++; at->tv_nsec -= 1000000000; }
    if (at->tv_nsec < 0) { at->tv_sec--; at->tv_nsec += 1000000000; }
  }
  return result;
}
