BEGIN { OFMT = "%.17g" }
$1 == "step" { run = $2 + 0; print run, "L", $5 }
$1 == "val" && run { print run, "val", $3 }
