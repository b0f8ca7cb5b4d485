/* A C program that prints more than the post's:
 * cc -O2 -o c_variant c_variant.c && ./c_variant > c_variant.log */
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    double w[2][3] = {{.3, -.1, .2}, {.1, .2, -.3}}, lr = .5;
    srandom(1);
    for (int run = 0; run < 60; run++, lr *= .97) {
        double loss = 0, norm = 0;
        for (int k = 0; k < 2; k++)
            for (int i = 0; i < 3; i++) {
                double x = random() / 2147483648., d = w[k][i] - x;
                w[k][i] -= lr * d;
                loss += d * d / 6;
                norm += w[k][i] * w[k][i];
            }
        if (run % 7 == 0) printf("checkpoint: %d\n", run); /* before the run: of the run before */
        printf("run: %d\nlr: %.3e\nL: %1.04f\nnorm2: %1.03f\n", run, lr, loss, norm);
        if (run % 20 == 19) {
            printf("W: [\n");
            for (int k = 0; k < 2; k++) printf("  % 1.03f  % 1.03f  % 1.03f\n", w[k][0], w[k][1], w[k][2]);
            printf("]\nsaved: %d\n", run / 20);
        }
    }
}
