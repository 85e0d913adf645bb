"""Inference: what counts can and cannot show. Pure functions on arrays; no groups, no names.

Counts may be fractional (weighted, or divided by a design effect). An undefined number is NaN.

One rate or mean
    ``proportion`` Wilson interval; ``means`` t interval, MOVER, Welch; ``quantile``
Two groups
    ``score`` Miettinen-Nurminen differences, Koopman ratios; ``exact`` Fisher, odds ratio;
    ``stratified`` Mantel-Haenszel and its kin, within strata; ``distance`` of two histograms
Many groups
    ``simultaneous`` max-T critical values and p-values; ``range`` largest against smallest;
    ``multiplicity`` Holm, Benjamini-Hochberg
Scores
    ``auc`` DeLong from histograms; ``calibration`` in the large, by bin, debiased squared error
Anything else
    ``bootstrap`` of cells; ``clusters`` repeated people: jackknife, design effect
Planning
    ``power`` how many decisions would decide a gate
Shared
    ``normal`` quantiles; ``arithmetic`` division that knows the undefined
"""
