# Reference results for tests/python/study, by plm, sandwich and clubSandwich (Debian's r-cran-*).
# Run once from the root: Rscript tests/python/golden/reference.R
suppressMessages({library(plm); library(sandwich); library(clubSandwich)})
here <- "tests/python/golden"
out <- data.frame()
add <- function(panel, case, stat, term, value) {
  out <<- rbind(out, data.frame(panel = panel, case = case, stat = stat, term = term,
                                value = formatC(value, digits = 15, format = "g")))
}
terms <- c("x1", "x2")
effects <- list("region" = "+ factor(region)", "year" = "+ factor(year)",
                "region + year" = "+ factor(region) + factor(year)", "none" = "")
ssc <- function(n, k) (n - 1) / (n - k)

for (panel in c("balanced", "unbalanced")) {
  data <- read.csv(file.path(here, paste0("panel_", panel, ".csv")))
  data <- data[order(data$region, data$year), ]
  for (effect in names(effects)) {
    model <- lm(as.formula(paste("y ~ x1 + x2", effects[[effect]])), data)
    n <- nobs(model); k <- model$rank
    groups <- length(unique(data$region)); years <- length(unique(data$year))
    for (term in terms) {
      add(panel, effect, "coef", term, coef(model)[term])
      add(panel, effect, "conventional", term, sqrt(vcov(model)[term, term]))
    }
    # sandwich::vcovCL type HC1 is G/(G-1) (N-1)/(N-K), K all dummies: areg's convention.
    lsdv <- vcovCL(model, cluster = data$region, type = "HC1")
    nested <- if (grepl("region", effect)) groups - 1 else 0
    xtreg <- lsdv * ssc(n, k - nested) / ssc(n, k)
    # Both clusters, one factor on the whole; no small-sample factor inside.
    plain <- function(cluster) vcovCL(model, cluster = cluster, type = "HC0", cadjust = FALSE)
    both <- plain(data$region) + plain(data$year) - plain(seq_len(n))
    least <- min(groups, years)
    two_way <- both * least / (least - 1) * ssc(n, 3)
    for (term in terms) {
      add(panel, effect, "lsdv", term, sqrt(lsdv[term, term]))
      add(panel, effect, "xtreg", term, sqrt(xtreg[term, term]))
      add(panel, effect, "two_way", term, sqrt(two_way[term, term]))
    }
    # Bias-reduced, with Satterthwaite degrees of freedom.
    test <- coef_test(model, vcov = vcovCR(model, cluster = data$region, type = "CR2"),
                      test = "Satterthwaite", coefs = terms)
    for (place in seq_along(terms)) {
      add(panel, effect, "cr2", terms[place], test$SE[place])
      add(panel, effect, "cr2_df", terms[place], test$df_Satt[place])
    }
    # The jackknife, one region after the other left out.
    left_out <- sapply(unique(data$region), function(region)
      coef(update(model, data = data[data$region != region, ]))[terms])
    jackknife <- sqrt((groups - 1) / groups * rowSums((left_out - coef(model)[terms])^2))
    for (term in terms) add(panel, effect, "cr3", term, jackknife[term])
  }
  # Differences of x1's slope between groups: everything interacted, and x1 alone.
  data$b <- as.numeric(data$group == "b")
  full <- lm(y ~ x1 + x2 + I(b * x1) + I(b * x2) + factor(region) + factor(year) +
               factor(year):b, data)
  first <- lm(y ~ x1 + x2 + I(b * x1) + factor(region) + factor(year), data)
  add(panel, "groups", "difference_full", "x1", coef(full)["I(b * x1)"])
  add(panel, "groups", "difference_first", "x1", coef(first)["I(b * x1)"])
  suest <- vcovCL(full, cluster = data$region, type = "HC0", cadjust = TRUE)
  first_v <- vcovCL(first, cluster = data$region, type = "HC0", cadjust = TRUE)
  add(panel, "groups", "wald", "x1", sqrt(suest["I(b * x1)", "I(b * x1)"]))
  add(panel, "groups", "suest_first", "x1", sqrt(first_v["I(b * x1)", "I(b * x1)"]))
  # Driscoll and Kraay through plm's vcovSCC, which has no small-sample factor.
  indexed <- pdata.frame(data, index = c("region", "year"))
  for (effect in c("individual", "twoways")) {
    model <- plm(y ~ x1 + x2, indexed, model = "within", effect = effect)
    for (lag in c(1, 2)) {
      scc <- vcovSCC(model, type = "HC0", maxlag = lag, wj = function(j, maxlag) 1 - j / (maxlag + 1))
      for (term in terms)
        add(panel, effect, paste0("scc_lag", lag), term, sqrt(scc[term, term]))
    }
  }
  model <- plm(y ~ x1 + x2, indexed, model = "within")
  random <- plm(y ~ x1 + x2, indexed, model = "random")
  if (panel == "balanced") {
    for (term in c(terms, "(Intercept)")) {
      add(panel, "random", "coef", term, coef(random)[term])
      add(panel, "random", "se", term, sqrt(vcov(random)[term, term]))
    }
    add(panel, "hausman", "chi2", "", phtest(model, random)$statistic)
    for (exo in c("intercept", "trend")) for (lags in 1:2) for (dfcor in c(FALSE, TRUE))
      for (test in c("levinlin", "ips", "madwu")) {
        found <- suppressWarnings(purtest(indexed$y, test = test, exo = exo, lags = lags,
                                          dfcor = dfcor))$statistic
        case <- paste(test, exo, lags, dfcor)
        add(panel, case, "stat", "", found$statistic)
        add(panel, case, "p", "", found$p.value)
      }
  }
  add(panel, "pesaran_cd", "z", "", pcdtest(model)$statistic)
}
write.csv(out, file.path(here, "reference.csv"), row.names = FALSE, quote = TRUE)
info <- c(R.version.string, paste(c("plm", "sandwich", "clubSandwich"),
  sapply(c("plm", "sandwich", "clubSandwich"), function(p) as.character(packageVersion(p)))))
writeLines(info, file.path(here, "reference_versions.txt"))
