package io.lyss.schema;

import java.util.OptionalInt;

/**
 * The numbers of a database for which somebody has to act, for a monitor.
 *
 * @param defaultRows rows in default partitions, which were written for months without a partition;
 *     should be 0. At most a million is counted in each table
 * @param daysLeft for how many days from now there are partitions, in the table whose partitions
 *     end first; negative if they have ended, empty if no table has partitions
 * @param overdueJobs jobs that were due twice since they succeeded last
 * @param failingJobs jobs that failed in their last run, and are not on hold
 */
public record HealthAlarms(
    long defaultRows, OptionalInt daysLeft, int overdueJobs, int failingJobs) {}
