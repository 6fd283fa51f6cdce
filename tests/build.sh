#!/bin/sh
# The programs are what configure was asked to make: at a fixed address or none, with libraries
# inside or beside them. Where nothing was asked for, what configure chose is what they are.

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"
find_adcalc
case $(od -An -c -N4 "$ADCALC" | tr -d ' ') in
177ELF) ;;
*) skip 'no ELF program' ;;
esac
asked=$("$build/config.status" --config) || exit 99

# Whether configure was given the option $1.
given() {
    case " $asked " in *"$1'"* | *"$1 "*) ;; *) return 1 ;; esac
}

# What configure put into the variable $1 of the Makefile.
value() {
    sed -n "s/^$1 = *//p" "$build/Makefile"
}

# ---- addresses ----

# 2: for a fixed address; 3: for any.
type=$(value PIE_LDFLAGS)
case $type in -no-pie) type=2 ;; -pie) type=3 ;; esac
! given --enable-pie || type=3
! given --disable-pie || type=2
for program in "$ADCALC" "$build/adcalc-reference"; do
    [ -n "$type" ] && [ -x "$program" ] || continue
    count=$((count + 1))
    found=$(od -An -d -j16 -N2 "$program" | tr -d ' ')
    [ "$found" = "$type" ] || fail "$program: an ELF file of type $found, not $type"
done

# ---- libraries ----

# beside VARIABLE NAME: adcalc loads libNAME if configure was told so, or chose to.
beside() {
    [ -n "$(value "$1")" ] || return
    case $(value "$1") in *-Bstatic*) loaded=no ;; *) loaded=yes ;; esac
    ! given --enable-static-libs || loaded=no
    ! given --disable-static-libs || loaded=yes
    count=$((count + 1))
    case $libraries in *"lib$2."*) found=yes ;; *) found=no ;; esac
    [ $found = $loaded ] || fail "lib$2: loaded: $found, not $loaded"
}

if libraries=$(ldd "$ADCALC" 2>"$scratch/why"); then
    beside JSONC_LIBS json-c
    beside GSL_LIBS gsl
    beside READLINE_LIBS readline
fi

[ "$count" -gt 0 ] || fail 'nothing was looked at'
finish build "$count facts"
