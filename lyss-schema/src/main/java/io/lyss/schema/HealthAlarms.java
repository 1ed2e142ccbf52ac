package io.lyss.schema;

import java.util.OptionalInt;

/**
 * What of a database asks for somebody to act, in numbers for a monitor.
 *
 * @param defaultRows rows in default partitions: they came for months that had no partition; 0 in
 *     order, and a million of a table is the most that is counted
 * @param daysLeft for how many days from now there are partitions, of the table for which they end
 *     first; negative where they have ended, empty where no table has any
 * @param overdueJobs jobs that should have succeeded and once more since
 * @param failingJobs jobs that failed when they ran last, and are not on hold
 */
public record HealthAlarms(
    long defaultRows, OptionalInt daysLeft, int overdueJobs, int failingJobs) {}
