# Draws places: reads "group <tab> file:place <tab> ..." and writes `count` slots, a line each, with `spare`
# places to try one after the other, as not every place can be altered so that the program is another one.
#
#     slot <tab> file:place <tab> file:place ...
#
# Groups get equal shares, as far as they have places, and every place comes once at most. The numbers are those
# of Park and Miller's generator, which every awk computes exactly.

function random(n) {
    state = state * 16807 % 2147483647
    return int(state / 2147483647 * n)
}

BEGIN {
    FS = "\t"
    state = seed % 2147483646 + 1
    for (i = 0; i < 10; i++)
        random(1)
}

{
    if (!($1 in size))
        group[++groups] = $1
    drawn[$1, size[$1]++] = $2
}

END {
    for (g = 1; g <= groups; g++) {
        name = group[g]
        for (i = size[name] - 1; i > 0; i--) {
            k = random(i + 1)
            swapped = drawn[name, i]
            drawn[name, i] = drawn[name, k]
            drawn[name, k] = swapped
        }
    }
    # A slot for each group in turn, while there are places.
    for (left = 1; slots < count && left;) {
        left = 0
        for (g = 1; g <= groups && slots < count; g++)
            if (share[group[g]] < size[group[g]]) {
                slots++
                of[slots] = group[g]
                nth[slots] = share[group[g]]++
                left = 1
            }
    }
    for (i = 1; i <= slots; i++) {
        printf "%d", i
        name = of[i]
        for (k = nth[i]; k < size[name] && k < nth[i] + spare * share[name]; k += share[name])
            printf "\t%s", drawn[name, k]
        print ""
    }
}
