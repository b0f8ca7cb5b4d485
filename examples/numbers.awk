# Turn a table of numbers into a log, such as one in CSV that another tool has exported:
#
#     awk -F, -v rows=2 -f examples/numbers.awk table.csv > run.log
#
# Each line has the number of the run, its loss and, in as many runs as you like, the values of W, row
# by row; rows is the number of rows that W has, one for each hidden dimension, or 0 to leave out what
# follows the loss. Other lines, such as a line with the names of the columns, are left out.
{ gsub(/["\r]/, "") }
$1 !~ /^[0-9]+$/ || $2 == "" { next }
{ print "run: " $1; print "L: " $2 }
NF < 3 || $3 == "" || rows == "0" { next }
!rows || (NF - 2) % rows {
    print "numbers.awk: line " NR ": say how many rows the " NF - 2 " values of W form, such as " \
        "-v rows=2, or leave them out, -v rows=0" > "/dev/stderr"
    exit 1
}
{
    print "W: ["
    cols = (NF - 2) / rows
    for (i = 1; i <= NF - 2; i++) printf "%s%s", $(i + 2), i % cols ? " " : "\n"
    print "]"
}
