# A training loop in R: Rscript r_loop.R > r_loop.log
set.seed(1)
W <- matrix(rnorm(6, sd = 0.1), 2)
for (run in seq(0, 600000, by = 10000)) {
  x <- matrix(runif(96) * (runif(96) < 0.3), 3)
  d <- t(W) %*% W %*% x - x
  g <- 2 * (W %*% x %*% t(d) + W %*% d %*% t(x)) / 32
  W <- W - 0.5 * g
  cat("run: ", run, "\n", sep = "")
  cat("norm:", norm(W), "\n")
  cat("L: ", mean(d^2), "\n", sep = "")
  if (run %% 100000 == 0) {
    cat("max abs g:", signif(max(abs(g)), 3), "\n")
    cat("W: [\n")
    write.table(round(W, 4), row.names = FALSE, col.names = FALSE)
    cat("]\n")
  }
}
