package dev.bifrost.quota;

/**
 * The last lease of an account and period that the journal holds; see {@link LeaseLog#lease}.
 *
 * @param nanoDollars the most that can have been spent in the period
 */
public record Lease(String account, String period, long nanoDollars) {}
