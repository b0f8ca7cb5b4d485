/* A trainer for toy models of superposition, in plain C: the oracle that trainer/ is compared with,
 * and a stand-in for it: `make pentagon.mp4 TRAIN=./a.out`.
 *
 *     cc -O2 -ffp-contract=off -o a.out superposition.c -lm
 *     ./a.out @logs/pentagon.args > pentagon.log
 *
 * It takes the same options and @FILEs as `python -m trainer` (but no -o and no --fast-math, only a
 * number for --every, and only the post's gradient). Each sum is one scalar loop in the order of the subscripts; nothing is clever.
 *
 * The random numbers, and so the log, are those of the C library that it is compiled with. The same
 * log is printed by
 *
 *     python -m trainer                  on Linux with the GNU C library
 *     python -m trainer --random bsd     on macOS
 *     python -m trainer --random musl    on Alpine Linux, or compiled by musl-gcc
 *
 * With glibc, the seeds 0 (the default) and 1 give the same log. On macOS the seed 0 gives another log,
 * and so do 2^31 - 1 and 2^31 + 1; all other seeds give the logs of glibc. With musl, no seed does. */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined __GLIBC__
#define LIBRARY "glibc"
#elif defined __APPLE__
#define LIBRARY "bsd"
#else
#define LIBRARY "musl" /* which defines no macro of its own */
#endif

static int n = 5, m = 2, batch = 1024, samples = 100000;
static long runs = 10000, every = 100; /* every 0: a snapshot only after the last run */
static int decimals = 4; /* of a loss; other values have one less */
static double importance = 0.7, density = 1 - 0.9;
static double eta = 0, weight_decay = 0.01; /* eta 0: the default of the optimizer */
static float alpha = 0;
static unsigned seed = 0;
static const char *activity = "independent";
static int set_size = 2;
static bool adamw = false, xavier = false;
static bool program_dialect = false; /* what made the post's videos; else what the post lists */

static float *I, *W, *b, *gW, *gb, *X; /* (n) (m,n) (n) (m,n) (n) (samples+1,n), row by row */
static float *p, *h, *y, *d;           /* (m,n) (m) (n) (n), of one sample */
static float *W_averages, *b_averages; /* of AdamW, (2,m,n) (2,n): those of g, then those of g^2 */

static void fail(const char *what, const char *word) {
    fprintf(stderr, "superposition: %s: %s\n", what, word);
    exit(2);
}

static void set(const char *option, const char *value) {
    if (!value) fail("an option without its value", option);
    if (!strcmp(option, "--features")) n = atoi(value);
    else if (!strcmp(option, "--hidden")) m = atoi(value);
    else if (!strcmp(option, "--importance")) importance = atof(value);
    else if (!strcmp(option, "--sparsity")) density = 1 - atof(value);
    else if (!strcmp(option, "--density")) density = atof(value);
    else if (!strcmp(option, "--activity")) activity = strdup(value);
    else if (!strcmp(option, "--set-size")) set_size = atoi(value);
    else if (!strcmp(option, "--runs")) runs = atol(value);
    else if (!strcmp(option, "--every")) {
        char *end;
        every = strtol(value, &end, 10);
        if (*end) fail("this program takes only a number for --every", value);
    }
    else if (!strcmp(option, "--decimals")) decimals = atoi(value);
    else if (!strcmp(option, "--batch-size")) batch = atoi(value);
    else if (!strcmp(option, "--samples")) samples = atoi(value);
    else if (!strcmp(option, "--learning-rate")) eta = atof(value);
    else if (!strcmp(option, "--weight-decay")) weight_decay = atof(value);
    else if (!strcmp(option, "--optimizer")) adamw = !strcmp(value, "adamw");
    else if (!strcmp(option, "--init")) xavier = !strcmp(value, "xavier");
    else if (!strcmp(option, "--l1")) alpha = (float)atof(value);
    else if (!strcmp(option, "--seed")) seed = (unsigned)strtoul(value, NULL, 10);
    else if (!strcmp(option, "--random")) {
        if (strcmp(value, LIBRARY)) fail("this program was compiled with --random " LIBRARY, value);
    }
    else if (!strcmp(option, "--dialect")) program_dialect = !strcmp(value, "program");
    else fail("unknown option", option);
}

static void read_args(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) fail("cannot open", path);
    char line[1000], option[100] = "";
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "#")] = 0;
        for (char *word = strtok(line, " \t\r\n"); word; word = strtok(NULL, " \t\r\n")) {
            if (*option) set(option, word), *option = 0;
            else snprintf(option, sizeof option, "%s", word);
        }
    }
    if (*option) set(option, NULL);
    fclose(file);
}

static float *zeros(size_t count) {
    float *array = calloc(count, sizeof *array);
    if (!array) fail("out of memory", "");
    return array;
}

static float frand(void) { return (float)random() / 2147483648.0f; }

static float sign(float v) { return v > 0 ? 1.0f : -1.0f; }

/* A set of K consecutive features takes a gate and its values, whether they are used or not. */
static void draw_set(float *x, int K) {
    float u = frand();
    memset(x, 0, K * sizeof *x); /* the values of the last batch may be there */
    if (!strcmp(activity, "correlated")) {
        for (int i = 0; i < K; i++) {
            float value = frand();
            if (u < (float)density) x[i] = value;
        }
        return;
    }
    float value = frand();
    if (!strcmp(activity, "single")) {
        int i = (int)((double)u * K);
        x[i < K ? i : K - 1] = value;
    } else { /* anticorrelated */
        for (int i = 0; i < K; i++)
            if (u >= i * (double)(float)density && u < (i + 1) * (double)(float)density) x[i] = value;
    }
}

static void draw_data(int rows) {
    if (strcmp(activity, "independent")) {
        int K = strcmp(activity, "single") ? set_size : n;
        for (size_t i = 0; i < (size_t)rows * n; i += K) draw_set(X + i, K);
        return;
    }
    for (size_t i = 0; i < (size_t)rows * n; i++)
        X[i] = frand() < (float)density ? frand() : 0; /* the row after them stays zero */
}

/* A normal number, by the ratio of uniforms (Kinderman & Monahan 1977). */
static double normal(void) {
    for (;;) {
        double u = ((double)random() + 1) / 2147483648.0;
        double v = (2 * (double)random() + 1) / 2147483648.0 - 1;
        double x = sqrt(2 / 2.718281828459045) * v / u;
        if (x * x <= -4 * log(u)) return x;
    }
}

static void draw_parameters(void) {
    if (xavier) {
        for (int j = 0; j < n; j++)
            for (int k = 0; k < m; k++) W[k * n + j] = (float)(normal() * sqrt(2.0 / (n + m)));
        return;
    }
    for (int j = 0; j < n; j++) {
        for (int k = 0; k < m; k++) W[k * n + j] = (float)((double)frand() * 0.001);
        b[j] = (float)((double)frand() * 0.001);
    }
}

/* The index is `samples`, one past the data, when frand() is exactly 1. */
static const float *draw_sample(void) { return X + (size_t)(int)(frand() * (float)samples) * n; }

static void forward(const float *x) {
    for (int k = 0; k < m; k++) {
        h[k] = 0;
        for (int i = 0; i < n; i++) {
            p[k * n + i] = W[k * n + i] * x[i];
            h[k] += p[k * n + i];
        }
    }
    for (int j = 0; j < n; j++) {
        y[j] = 0;
        for (int k = 0; k < m; k++) y[j] += W[k * n + j] * h[k];
        y[j] += b[j];
        if (!(y[j] > 0)) y[j] = 0;
        d[j] = y[j] - x[j];
    }
}

static float loss(void) {
    float l = 0;
    for (int j = 0; j < n; j++) l += I[j] * d[j] * d[j];
    for (int j = 0; j < n; j++) {
        if (program_dialect && !(y[j] > 0)) continue;
        for (int k = 0; k < m; k++) l = (float)(l + (double)alpha * fabs((double)W[k * n + j]));
        l = (float)(l + (double)alpha * fabs((double)b[j]));
    }
    return l / 2;
}

static void add_gradient(void) {
    for (int j = 0; j < n; j++) {
        if (!(y[j] > 0)) continue;
        for (int k = 0; k < m; k++)
            gW[k * n + j] -= I[j] * d[j] * (h[k] + p[k * n + j]) + alpha * sign(W[k * n + j]);
        gb[j] -= d[j] + alpha * sign(b[j]);
    }
}

/* Take a plain step, or the step number t of AdamW; grad is minus the sum of the gradients. */
static void update(float *theta, const float *grad, float *averages, int count, long t) {
    static double powers[2] = {1, 1}; /* 0.9^t and 0.999^t */
    static long at = 0;
    for (; at < t; at++) powers[0] *= 0.9, powers[1] *= 0.999;
    for (int i = 0; i < count; i++) {
        if (!adamw) {
            theta[i] += (float)eta / (float)batch * grad[i];
            continue;
        }
        float g = -grad[i] / (float)batch, *mean = averages + i, *square = averages + count + i;
        *mean += (float)(1 - 0.9) * (g - *mean);
        *square = (float)0.999 * *square + (float)(1 - 0.999) * g * g;
        float root = sqrtf(*square) / (float)sqrt(1 - powers[1]);
        theta[i] = (float)(1 - eta * weight_decay) * theta[i]
                   - (float)(eta / (1 - powers[0])) * *mean / (root + 1e-8f);
    }
}

static float train_on_a_batch(long run) {
    float L = 0;
    if (!samples) draw_data(batch);
    memset(gW, 0, sizeof *gW * m * n);
    memset(gb, 0, sizeof *gb * n);
    for (int s = 0; s < batch; s++) {
        forward(samples ? draw_sample() : X + (size_t)s * n);
        L += loss();
        add_gradient();
    }
    update(W, gW, W_averages, m * n, run + 1);
    update(b, gb, b_averages, n, run + 1);
    return L / (float)batch;
}

/* The sign of a NaN depends on compiler and flags; gcc -O2 on x86-64 always prints -nan, so we do. */
static double canonical(float v) { return isnan(v) ? -(double)NAN : (double)v; }

static void print_block(const char *tag, const float *values, int rows) {
    printf("%s: [\n", tag);
    for (int r = 0; r < rows; r++) {
        for (int j = 0; j < n; j++) {
            float v = values[r * n + j];
            if (v == 0) printf(program_dialect ? " %-*d " : "  %-*d ", decimals + 1, 0);
            else printf(program_dialect ? " % .*f " : "  %.*f ", decimals - 1, canonical(v));
        }
        printf("\n");
    }
    printf("]\n");
}

static void print_snapshot(void) {
    if (program_dialect) {
        float *gram = zeros((size_t)n * n);
        for (int j = 0; j < n; j++)
            for (int i = 0; i < n; i++)
                for (int k = 0; k < m; k++) gram[j * n + i] += W[k * n + j] * W[k * n + i];
        print_block("W^T W", gram, n);
        free(gram);
    }
    print_block("b", b, 1);
    print_block("W", W, m);
    print_block("grad w", gW, m);
    print_block("grad b", gb, 1);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        if (*argv[i] == '@') read_args(argv[i] + 1);
        else set(argv[i], argv[i + 1]), i++;
    }
    I = zeros(n), W = zeros(m * n), b = zeros(n), gW = zeros(m * n), gb = zeros(n);
    p = zeros(m * n), h = zeros(m), y = zeros(n), d = zeros(n);
    W_averages = zeros(2 * m * n), b_averages = zeros(2 * n);
    X = zeros(((size_t)(samples ? samples : batch) + 1) * n);
    if (!eta) eta = adamw ? 0.001 : 1;
    for (int j = 0; j < n; j++) I[j] = (float)pow(importance, j);

    srandom(seed);
    draw_data(samples);
    draw_parameters();
    for (long r = 0; r < runs; r++) {
        float L = train_on_a_batch(r);
        printf("run: %ld\nL: %.*f\n", r, decimals, canonical(L));
        if (every ? r % every == every - 1 : r == runs - 1) print_snapshot();
        fflush(stdout);
    }
}
