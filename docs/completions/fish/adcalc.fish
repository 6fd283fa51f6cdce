# fish completion for adcalc. Made by `make manual` from the tables of options and views.

# Whether no operand stands before the cursor: then a view may come.
function __adcalc_without_operand
    set -l value no
    for word in (commandline -opc)[2..-1]
        if test $value = yes
            set value no
            continue
        end
        switch $word
            case -a --at -w --wrt -k --order --along -f --file -m --methods --format --time --digits --numeric --step --kink --claim --claim-value --box --points --seed -e --expression --iterate --from -n --rounds --color --dump
                set value yes
            case '-*'
            case '*'
                return 1
        end
    end
    return 0
end

complete -c adcalc -f
complete -c adcalc -n __adcalc_without_operand -a compare -d 'all methods side by side: values, costs (the default)'
complete -c adcalc -n __adcalc_without_operand -a derive -d 'the derivative as a formula'
complete -c adcalc -n __adcalc_without_operand -a trace -d 'forward and backward through the graph, node by node'
complete -c adcalc -n __adcalc_without_operand -a check -d 'derivatives found by hand, against all methods'
complete -c adcalc -n __adcalc_without_operand -a sweep -d 'the errors of numeric derivatives, from large steps to tiny ones'
complete -c adcalc -n __adcalc_without_operand -a swell -d 'how formulas for derivatives grow, and sweeps do not'
complete -c adcalc -n __adcalc_without_operand -a graph -d 'the computation graph in DOT, for Graphviz'
complete -c adcalc -s a -l at -x -d 'values of the variables'
complete -c adcalc -s w -l wrt -x -d 'differentiate with respect to these only'
complete -c adcalc -s k -l order -x -d 'derivatives up to order N; or one, as x=2,y=1'
complete -c adcalc -l hessian -d 'all second derivatives; times a vector with --along'
complete -c adcalc -l along -x -d 'the derivative along a vector'
complete -c adcalc -s f -l file -r -F -d 'read one program from a file; - is standard input'
complete -c adcalc -s m -l methods -x -a '(__fish_append , symbolic forward reverse numeric)' -d 'symbolic,forward,reverse,numeric (default all)'
complete -c adcalc -l format -x -a 'table tsv csv json jsonl' -d 'table, tsv, csv, json, jsonl'
complete -c adcalc -s q -l quiet -d 'the numbers only, one a line'
complete -c adcalc -l time -x -d 'time for measuring (default 100; 0: do not measure)'
complete -c adcalc -l digits -x -d 'significant digits (default: shortest exact)'
complete -c adcalc -l numeric -x -a 'central forward backward richardson complex gsl lecture' -d 'how numeric differentiates (default: central)'
complete -c adcalc -l step -x -d 'step of the differences (default: scaled with x)'
complete -c adcalc -l kink -x -a 'convention left right nan' -d 'left, right or nan at a kink (default: convention)'
complete -c adcalc -l claim -x -d 'check: a derivative, to be held against the methods'
complete -c adcalc -l claim-value -x -d 'check: its value at --at, to the digits given'
complete -c adcalc -l box -x -d 'check: at many points between these'
complete -c adcalc -l points -x -d 'check: so many points (default 200)'
complete -c adcalc -l seed -x -d 'what is random begins here (default 1)'
complete -c adcalc -s e -l expression -x -d 'an expression that looks like something else'
complete -c adcalc -l iterate -x -d 'a program: l=4*l*(1-l), or several, again and again'
complete -c adcalc -l from -x -d 'where --iterate begins: l=x'
complete -c adcalc -s n -l rounds -x -d 'how often --iterate goes round'
complete -c adcalc -l all -d 'all variables, also beyond twenty'
complete -c adcalc -l all-methods -d 'run also what is predicted to take too long'
complete -c adcalc -l hex -d 'numbers in hexadecimal, to the last bit'
complete -c adcalc -l color -x -a 'auto always never' -d 'auto, always or never'
complete -c adcalc -l dump -x -a '(__fish_append , tokens tree graph tape)' -d 'tokens,tree,graph,tape instead of an answer'
complete -c adcalc -s h -l help -a 'views options syntax programs functions table kinks formats session exit environment topics compare derive trace check sweep swell graph at wrt order hessian along file methods format quiet time digits numeric step kink claim claim-value box points seed expression iterate from rounds all all-methods hex color dump help version vars forget set save load history quit exp exp2 expm1 log log2 log10 log1p sqrt cbrt hypot sin cos tan sec csc cot asin acos atan atan2 sinh cosh tanh asinh acosh atanh erf erfc gauss normpdf normcdf gamma lgamma digamma polygamma polygamma_rise beta besselj bessely besseli besselk lambertw sinc dsinc sigmoid softplus silu gelu relu leaky_relu elu logit xlogy abs sign floor ceil round trunc frac max min clamp' -d 'this text, or one about functions or views'
complete -c adcalc -l version -d 'the version'
