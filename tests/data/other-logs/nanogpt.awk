{ gsub(/[:,]/, "") }
$1 == "iter" { print $2, "L", $4 }
$1 == "step" { print $2, "val", $8 }
