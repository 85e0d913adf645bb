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
What a difference is made of
    ``decomposition`` over strata, and by factors in any order; ``decision_parts`` by outcome, score
Anything else
    ``bootstrap`` of cells; ``clusters`` repeated people: jackknife, design effect
Over time
    ``sequential`` evidence, and ``confidence_sequence`` bands, that hold at every look;
    ``stream_state`` the same carried on from window to window;
    ``e_detector`` when a gap began, watched; ``change_point`` when a rate, mean or gap changed,
    looked back; ``segmentation`` several such changes; ``control_chart`` windows unlike the others
Planning
    ``power`` how many decisions would decide a gate
Shared
    ``normal`` quantiles; ``arithmetic`` division that knows the undefined; ``increments`` of
    evidence from one window; ``scan`` of a series for one cut; ``spread`` of windows about their
    level; ``tails`` of small counts
"""
