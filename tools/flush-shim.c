/* Preloaded into the server by tests and benchmarks: slows or fails what brings data to the disk.
 *
 * A kill -9 leaves the page cache intact, so only the flush itself can prove durability. The file named by FW_FLUSH_CONTROL says
 * what happens, and may be rewritten at any time: "delay N" waits N milliseconds in fsync and fdatasync, "fail" lets them fail with
 * EIO, "full" lets writes to regular files fail with ENOSPC; empty or absent is a healthy disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int control(char *word, size_t size) {
  const char *path = getenv("FW_FLUSH_CONTROL");
  word[0] = 0;
  if (!path) return 0;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t got = read(file, word, size - 1);
  close(file);
  word[got > 0 ? got : 0] = 0;
  return got > 0;
}

static int disturb(void) {
  char word[32];
  if (!control(word, sizeof word)) return 0;
  if (!strncmp(word, "fail", 4)) { errno = EIO; return -1; }
  if (!strncmp(word, "delay ", 6)) {
    long ms = atol(word + 6);
    struct timespec wait = { ms / 1000, (ms % 1000) * 1000000L };
    nanosleep(&wait, NULL);
  }
  return 0;
}

static int is_full(int file) {
  char word[32];
  struct stat facts;
  return control(word, sizeof word) && !strncmp(word, "full", 4) && !fstat(file, &facts) && S_ISREG(facts.st_mode);
}

int fsync(int file) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fsync");
  return disturb() ? -1 : real(file);
}

int fdatasync(int file) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
  return disturb() ? -1 : real(file);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  static ssize_t (*real)(int, const void *, size_t, off64_t);
  if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
  if (is_full(file)) { errno = ENOSPC; return -1; }
  return real(file, bytes, count, at);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  static ssize_t (*real)(int, const void *, size_t, off_t);
  if (!real) real = dlsym(RTLD_NEXT, "pwrite");
  if (is_full(file)) { errno = ENOSPC; return -1; }
  return real(file, bytes, count, at);
}
