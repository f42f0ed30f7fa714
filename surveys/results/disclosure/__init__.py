"""What may be published of a campaign without telling what a few people answered.

In the order of use: ``merging`` makes cells of at least k answers, ``publishing`` admits them only if ``auditing``
finds no small group in all that was ever released, ``display`` blurs unanimity, ``benchmarks`` compares institutions.
The honest limit: the audit is exact for what can be *calculated* from the cells (sums, counts, means). Who already
knows answers of k - 1 people learns the last one; k is chosen with that in mind.
"""
