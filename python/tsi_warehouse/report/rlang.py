"""tables_3_to_7.R and its data: the study in R, with nothing but base R."""

from __future__ import annotations

import csv
from pathlib import Path

from tsi_warehouse.core.quoting import comment, csv_cell, r_name, r_text
from tsi_warehouse.report.replica import ALWAYS_CHECKED, Regressor, Replica, ReplicaModel
from tsi_warehouse.report.source import Release

#: Conventions that the script computes.
COMPUTED = ("conventional", "xtreg", "two_way", "driscoll_kraay", "cr3")
DATA, SCRIPT = "study_panel.csv", "tables_3_to_7.R"

HEADER = """\
# Tables 3 to 7 of release {release}{simulated}
# Base R alone; no package is needed. Run it in its own folder:   Rscript {name}
# After every model coefficients and standard errors are compared; the last line says how many agree.
# They agree where they differ by less than 1e-6 of their size or of the standard error.

panel <- read.csv("{data}", fileEncoding = "UTF-8-BOM", check.names = FALSE,
                  colClasses = c(region_code = "character"))
panel <- panel[order(panel$region_code, panel$year), ]
key <- paste(panel$region_code, panel$year)

# The value of the calendar year before in the same region; NA where there is none.
lag_of <- function(x) x[match(paste(panel$region_code, panel$year - 1), key)]
diff_of <- function(x) x - lag_of(x)

n_checked <- 0
n_agree <- 0
agree <- function(what, found, wanted, scale) {{
  near <- !is.na(found) & abs(found - wanted) < 1e-6 * pmax(abs(wanted), scale)
  n_checked <<- n_checked + length(near)
  n_agree <<- n_agree + sum(near)
  if (!all(near)) cat(what, ": found", format(found, digits = 10),
                      "expected", format(wanted, digits = 10), "\\n")
}}

# Region and year clusters: M_region + M_year - M_both, not repaired: NA where a variance is negative somewhere.
two_way <- function(influence, regions, years, n, terms) {{
  g <- min(nlevels(regions), nlevels(years))
  meat <- crossprod(rowsum(influence, regions)) + crossprod(rowsum(influence, years)) -
    crossprod(influence)
  v <- g / (g - 1) * (n - 1) / (n - terms - 1) * meat
  if (min(eigen(v, symmetric = TRUE)$values) < 0) rep(NA, terms) else sqrt(diag(v))
}}

# Driscoll and Kraay: sums over each calendar year, Bartlett weights up to lag floor(4 (T/100)^(2/9)).
driscoll_kraay <- function(influence, years, n, k) {{
  calendar <- as.integer(as.character(years))
  sums <- rowsum(influence, factor(calendar, levels = min(calendar):max(calendar)))
  summed <- matrix(0, max(calendar) - min(calendar) + 1, ncol(influence))
  summed[as.integer(rownames(sums)) - min(calendar) + 1, ] <- sums
  t <- nlevels(years)
  lag <- floor(4 * (t / 100)^(2 / 9))
  v <- crossprod(summed)
  for (step in seq_len(min(lag, nrow(summed) - 1))) {{
    cross <- crossprod(summed[-seq_len(step), , drop = FALSE],
                       summed[seq_len(nrow(summed) - step), , drop = FALSE])
    v <- v + (1 - step / (lag + 1)) * (cross + t(cross))
  }}
  sqrt(diag(v) * t / (t - 1) * (n - 1) / (n - k))
}}

# Delete-one-region jackknife about the estimate, year effects estimated again.
cr3 <- function(design, y, regions, terms, b) {{
  left <- sapply(levels(regions), function(one) {{
    keep <- regions != one
    lm.fit(design[keep, , drop = FALSE], y[keep])$coefficients[seq_len(terms)]
  }})
  left <- matrix(left, nrow = terms)
  g <- nlevels(regions)
  sqrt((g - 1) / g * rowSums((left - b)^2))
}}

# Region and year effects as dummies. Conventional standard errors count them all; clustered ones are
# G/(G-1) (N-1)/(N-K) times the sandwich, K without effects nested in regions (as Stata's xtreg).
fit <- function(what, y, x, region, year, rows, coefficient, conventional, clustered,
                shown, shown_se) {{
  data <- data.frame(y, x)
  use <- rows & complete.cases(data)
  data <- data[use, , drop = FALSE]
  regions <- factor(panel$region_code[use])
  years <- factor(panel$year[use])
  terms <- ncol(x)
  dummies <- cbind(rep(1, sum(use)),
                   if (region) model.matrix(~ regions)[, -1, drop = FALSE],
                   if (year) model.matrix(~ years)[, -1, drop = FALSE])
  # In units of their own, about their means: lm.fit judges rank by the size of a column.
  values <- as.matrix(data[, -1, drop = FALSE])
  middle <- if (region) apply(values, 2, ave, regions) else rep(colMeans(values), each = nrow(values))
  values <- values - middle
  unit <- sqrt(colSums(values^2))
  design <- cbind(sweep(values, 2, unit, "/"), dummies)
  model <- lm.fit(design, data$y)
  b <- model$coefficients[1:terms] / unit
  bread <- chol2inv(qr.R(qr(design, LAPACK = FALSE)))
  u <- model$residuals
  n <- length(u)
  se <- sqrt(diag(bread)[1:terms] * sum(u^2) / (n - ncol(design))) / unit
  scores <- rowsum(design * u, regions)
  g <- nrow(scores)
  k <- terms + 1 + if (year) nlevels(years) - 1 else 0
  v <- g / (g - 1) * (n - 1) / (n - k) * bread %*% crossprod(scores) %*% bread
  cluster_se <- sqrt(diag(v)[1:terms]) / unit
  influence <- (design * u) %*% bread[, 1:terms, drop = FALSE]
  regional <- if (region) nlevels(regions) - 1 else 0
  other_se <- switch(shown,
    two_way = two_way(influence, regions, years, n, terms),
    driscoll_kraay = driscoll_kraay(influence, years, n, terms + 1 + regional),
    cr3 = cr3(design, data$y, regions, terms, model$coefficients[1:terms])) / unit
  cat("\\n", what, "  N =", n, "\\n")
  table <- cbind(coefficient = b, conventional = se, clustered = cluster_se)
  if (length(shown_se)) {{
    table <- cbind(table, other_se)
    colnames(table)[4] <- shown
  }}
  rownames(table) <- names(x)
  print(signif(table, 5))
  expected_se <- if (length(clustered)) clustered else conventional
  agree(what, b, coefficient, expected_se)
  if (length(conventional)) agree(what, se, conventional, conventional)
  if (length(clustered)) agree(what, cluster_se, clustered, clustered)
  if (length(shown_se) && all(is.na(other_se))) cat(what, ": two_way was repaired, not checked\\n")
  else if (length(shown_se)) agree(what, other_se, shown_se, shown_se)
}}

everywhere <- rep(TRUE, nrow(panel))
"""

FOOTER = """
cat(n_agree, "of", n_checked, "agree\\n")
if (n_agree != n_checked) quit(status = 1)
"""


def write(replica: Replica, release: Release, folder: Path) -> None:
    """Write the data and the script."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / DATA).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(replica.columns)
        for row in zip(*replica.columns.values(), strict=True):
            writer.writerow(["NA" if value is None else csv_cell(value) for value in row])
    (folder / SCRIPT).write_text(script(replica, release), encoding="utf-8", newline="\n")


def script(replica: Replica, release: Release) -> str:
    """tables_3_to_7.R."""
    header = HEADER.format(
        release=comment(release.release_id),
        simulated=" (SIMULATED data)" if release.is_simulated else "",
        name=SCRIPT,
        data=DATA,
    )
    models = [_model(model) for model in replica.models]
    return "".join([header, *(models or ["# This release has no estimated model.\n"]), FOOTER])


def _model(model: ReplicaModel) -> str:
    names = [_name(regressor) for regressor in model.regressors]
    terms = ", ".join(
        f"{r_text(name)} = {_value(regressor)}"
        for name, regressor in zip(names, model.regressors, strict=True)
    )
    first = next(iter(model.expected.values()), [])
    errors = {
        vcov: ", ".join(f"{error:.15g}" for _, error in model.expected.get(vcov, []))
        for vcov in COMPUTED
    }
    other = model.shown if model.shown in COMPUTED and model.shown not in ALWAYS_CHECKED else ""
    return f"""
# {comment(model.name)}: {comment(model.remark("base R", COMPUTED))}
fit({r_text(model.name)}, {_value(model.outcome)},
    data.frame({terms}, check.names = FALSE),
    region = {_flag(model.effects.has_region)}, year = {_flag(model.effects.has_year)},
    rows = {f"panel${r_name(model.sample)} == 1" if model.sample else "everywhere"},
    coefficient = c({", ".join(f"{coefficient:.15g}" for coefficient, _ in first)}),
    conventional = c({errors["conventional"]}),
    clustered = c({errors["xtreg"]}),
    shown = {r_text(other)}, shown_se = c({errors[other] if other else ""}))
"""


def _name(regressor: Regressor) -> str:
    return f"{regressor.operator}({regressor.column})" if regressor.operator else regressor.column


def _value(regressor: Regressor) -> str:
    column = f"panel${r_name(regressor.column)}"
    return f"{regressor.operator}_of({column})" if regressor.operator else column


def _flag(value: bool) -> str:
    return "TRUE" if value else "FALSE"
