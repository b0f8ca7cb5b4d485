$1 == "--" { run = $3 }
$1 == "Norm:" { print run, "L", $NF }
