/* The client of the referee: asks the program adcalc-reference for the true derivatives of a
 * problem.
 *
 * The referee is a separate process. It is started when first asked, stays for further questions,
 * and is never trusted to behave: whatever it does, an answer arrives in time, if only one that
 * says why there is none. It finds the derivative of the function as traced in doubles, in exact
 * arithmetic, and says how much of that it has proven.
 *
 * Ownership: a Reference owns the process and its buffers, an Answer all that it points to. */
#ifndef ADCALC_REFERENCE_REFERENCE_H
#define ADCALC_REFERENCE_REFERENCE_H

#include "base/messages.h"
#include "methods/problem.h"
#include "reference/coprocess.h"

typedef enum ReferenceStatus {
    REFERENCE_PROVEN,    /* decimal: the truth to `digits` significant digits, 21 at least */
    REFERENCE_BELOW,     /* decimal: the truth is smaller than this in absolute value; maybe 0 */
    REFERENCE_UNPROVEN,  /* decimal: "mid +/- radius" around the truth, or "" for nothing known */
    REFERENCE_UNDEFINED, /* there is no finite truth: `why`; decimal is "" */
    /* From both sides alone: */
    REFERENCE_SIDES,    /* the two sides differ: `below` and `above`; decimal is "" */
    REFERENCE_UNDECIDED /* nothing is known: `why`; decimal is "" */
} ReferenceStatus;

/* A derivative from one side. */
typedef struct ReferenceSlope {
    ReferenceStatus status; /* undefined: it is infinite, or there is none */
    bool exact;
    const char *decimal; /* as that of a ReferenceNumber; or "Infinity", "-Infinity" */
    MessageCode why;     /* there is none: F_ENDS; else nothing */
} ReferenceSlope;

typedef struct ReferenceNumber {
    ReferenceStatus status;
    bool exact;          /* proven, and `decimal` is the truth to its last digit */
    uint32_t bits;       /* precision it was found with */
    uint32_t digits;     /* proven: significant digits in `decimal`; else 0 */
    const char *decimal; /* "0.19384828...", "-1.25e-400"; see accuracy_read */
    const Said *why;     /* undefined, undecided: "log: the argument is negative"; or, from both
                            sides, "f jumps here", as not always an operation is to blame. Else
                            NULL */
    int side;            /* it is a derivative from both sides (0), or f ends on the other side:
                            from below (-1), from above (1) */
    ReferenceSlope below, above; /* REFERENCE_SIDES: towards smaller and larger t of x + t u */
} ReferenceNumber;

typedef struct ReferenceAnswer {
    Said missing; /* why there is no reference: "adcalc-reference died"; or nothing */
    ReferenceNumber value;
    ReferenceNumber *gradient; /* one per derivative of the problem */
    uint32_t count;
    bool proven;        /* the value and all of the gradient are */
    uint32_t bits;      /* the most that any of them took */
    const Said **notes; /* kinks decided by convention, choices that are not sure, ... */
    uint32_t note_count;
    Arena arena;
} ReferenceAnswer;

typedef struct ReferenceLimits {
    uint32_t bits;         /* the largest precision */
    uint32_t milliseconds; /* for one question */
    double operations;     /* of the function; larger ones are not sent */
} ReferenceLimits;

/* Zero-initialise one and use it for a session or stream. */
typedef struct Reference {
    /* Where to find the program: this directory or, if NULL, beside the running program, which was
     * called by this name (its argv[0]); either may be NULL, and both are borrowed. Then libexec.
     * The environment variable ADCALC_REFERENCE overrides all. */
    const char *beside;
    const char *called;
    /* The rest is private. */
    Coprocess process;
    bool waiting;              /* begun and not finished */
    bool answered;             /* this process has answered before */
    bool sides;                /* the question just begun is about both sides */
    unsigned failures;         /* in a row; after a few it is not started again */
    Said missing;              /* why the question just begun cannot be answered, or nothing */
    uint32_t wait;             /* milliseconds for an answer */
    int64_t deadline;          /* of the question just begun */
    uint32_t answers;          /* numbers asked for besides the value */
    ARRAY(uint8_t) operations; /* the OpId of each step of the question */
    Text question, reply;
    size_t sent; /* bytes of the question sent so far */
} Reference;

/* Begins a question and returns at once (large ones take the time to hand them over), so that the
 * referee works while the caller does. Every question begun must be finished. The problem is not
 * read afterwards. `limits` NULL: the defaults. */
void reference_begin(Reference *reference, const Problem *problem, const ReferenceLimits *limits);
/* By how much the coefficients of some order on both sides may differ without differing, as the
 * numbers given end somewhere: of the answer's series along its direction, t^order. */
typedef struct ReferenceRoom {
    uint32_t answer, order;
    double size;
} ReferenceRoom;

/* What doubles know of a rough point. */
typedef struct ReferenceHints {
    /* Nodes that doubles find at their edge: an argument that is 0 of abs or a root, equal ones of
     * a comparison or max. If exact arithmetic finds the edge within 2 ulp of the point, it counts
     * as being there. */
    const NodeId *ties;
    size_t tie_count;
    const ReferenceRoom *rooms;
    size_t room_count;
} ReferenceHints;

/* The same for a point where the function is rough: asks what the derivatives are on both sides of
 * it, by the graph of the problem, with all arms of choices. */
void reference_begin_sides(Reference *reference, const Problem *problem,
                           const ReferenceHints *hints, const ReferenceLimits *limits);
/* Waits for the answer, within the limits or until *stop (which may be NULL). True if there is one;
 * else answer->missing says why: SAID_OUT_OF_MEMORY is our own memory. Free the answer in both
 * cases. */
bool reference_finish(Reference *reference, const volatile bool *stop, ReferenceAnswer *answer);

void reference_answer_free(ReferenceAnswer *answer);
/* Ends the process; the Reference can be used again. */
void reference_close(Reference *reference);

#endif
