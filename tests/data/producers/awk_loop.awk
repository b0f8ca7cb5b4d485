# A training loop in awk: awk -f awk_loop.awk > awk_loop.log
BEGIN {
    srand(3)
    w[1] = 0.3; w[2] = -0.2; w[3] = 0.1
    for (run = 1; run <= 60; run++) {
        loss = 0; hits = 0
        for (i = 1; i <= 3; i++) {
            x = rand(); d = w[i] * w[i] * x - x
            w[i] -= 0.3 * d * w[i] * x
            loss += d * d; hits += d * d < 0.01
        }
        print "run: " run
        print "L: " loss / 3
        print "hits: " hits
        print "elapsed s: " run * 0.25
        if (run % 15 == 0) {
            print "best: " (loss < 0.001 ? 1 : 0)
            print "W: ["
            print w[1], w[2], w[3] "]"
        }
    }
}
