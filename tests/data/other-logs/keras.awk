$1 == "Epoch" { run = $2 + 0; next }
{ print run, "acc", $8; print run, "L", $11; print run, "val", $17 }
