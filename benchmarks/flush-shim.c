/*
 * Stands between the program and the disk: every flush takes FW_FSYNC_DELAY_MS longer, and fails with an input/output error while
 * the file named by FW_FSYNC_CONTROL holds the word "fail". A kill leaves the page cache intact, so only this shows whether an
 * acknowledgement waits for the flush.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int must_fail(void)
{
    const char *path = getenv("FW_FSYNC_CONTROL");
    if (!path)
        return 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    char word[5] = {0};
    ssize_t got = read(file, word, 4);
    close(file);
    return got == 4 && memcmp(word, "fail", 4) == 0;
}

static int flush(const char *name, int fd)
{
    const char *delay = getenv("FW_FSYNC_DELAY_MS");
    if (delay) {
        double ms = atof(delay);
        struct timespec pause = {(time_t)(ms / 1000), (long)((ms - 1000 * (long)(ms / 1000)) * 1e6)};
        while (nanosleep(&pause, &pause) < 0 && errno == EINTR)
            ;
    }
    if (must_fail()) {
        errno = EIO;
        return -1;
    }
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return real(fd);
}

int fsync(int fd) { return flush("fsync", fd); }
int fdatasync(int fd) { return flush("fdatasync", fd); }
