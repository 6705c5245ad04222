"""tables_3_to_7.R and its data: the study in R, with nothing but base R."""

from __future__ import annotations

import csv
from pathlib import Path

from tsi_warehouse.quoting import comment, csv_cell, r_name, r_text
from tsi_warehouse.report.replica import Regressor, Replica, ReplicaModel
from tsi_warehouse.report.source import Release

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

# Region and year effects as dummies. Conventional errors count them all; clustered ones are
# G/(G-1) (N-1)/(N-K) times the sandwich, K without effects nested in regions (as Stata's xtreg).
fit <- function(what, y, x, region, year, rows, coefficient, conventional, clustered) {{
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
  cat("\\n", what, "  N =", n, "\\n")
  table <- cbind(coefficient = b, conventional = se, clustered = cluster_se)
  rownames(table) <- names(x)
  print(signif(table, 5))
  expected_se <- if (length(clustered)) clustered else conventional
  agree(what, b, coefficient, expected_se)
  if (length(conventional)) agree(what, se, conventional, conventional)
  if (length(clustered)) agree(what, cluster_se, clustered, clustered)
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
        for vcov in ("conventional", "xtreg")
    }
    return f"""
fit({r_text(model.name)}, {_value(model.outcome)},
    data.frame({terms}, check.names = FALSE),
    region = {_flag(model.effects.has_region)}, year = {_flag(model.effects.has_year)},
    rows = {f"panel${r_name(model.sample)} == 1" if model.sample else "everywhere"},
    coefficient = c({", ".join(f"{coefficient:.15g}" for coefficient, _ in first)}),
    conventional = c({errors["conventional"]}),
    clustered = c({errors["xtreg"]}))
"""


def _name(regressor: Regressor) -> str:
    return f"{regressor.operator}({regressor.column})" if regressor.operator else regressor.column


def _value(regressor: Regressor) -> str:
    column = f"panel${r_name(regressor.column)}"
    return f"{regressor.operator}_of({column})" if regressor.operator else column


def _flag(value: bool) -> str:
    return "TRUE" if value else "FALSE"
