/* The call stack: see stack.h. Stacks grow down here. RLIMIT_STACK counts from the very top, where
 * the kernel puts the arguments and the environment (up to a quarter of it); the program's name,
 * the last string up there, tells where that is. */
#include "base/stack.h"

#include <stdint.h>
#include <sys/resource.h>
#ifdef __linux__
#include <sys/auxv.h>
#endif

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static const uintptr_t UNLIMITED = (uintptr_t)8 << 20;     /* what "unlimited" is taken for */
static const uintptr_t RESERVE_MOST = (uintptr_t)64 << 10; /* for what runs on top */

static uintptr_t lowest; /* 0: not begun */

void stack_begin(void) {
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    uintptr_t size = UNLIMITED;
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
        limit.rlim_cur < here)
        size = (uintptr_t)limit.rlim_cur;

    uintptr_t above = size / 4; /* used already: the arguments' share, at most */
#ifdef __linux__
    uintptr_t top = (uintptr_t)getauxval(AT_EXECFN);
    if (top > here && top - here < size / 2)
        above = top - here + 4096;
#endif

    uintptr_t reserve = size / 4;
#ifdef SANITIZED
    const uintptr_t most = RESERVE_MOST * 8; /* frames are several times as large */
#else
    const uintptr_t most = RESERVE_MOST;
#endif
    if (reserve > most)
        reserve = most;
    uintptr_t usable = size > above + reserve ? size - above - reserve : 0;
    lowest = here - usable;
}

bool stack_low(void) {
    return lowest && (uintptr_t)__builtin_frame_address(0) < lowest;
}
