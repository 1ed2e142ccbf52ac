package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that keeps vacuum from removing rows that died after it began.
 *
 * @param holder what it is: a transaction, a prepared transaction or a replication slot
 * @param name the process and its login, or the name of the prepared transaction or of the slot
 * @param since when the transaction began; empty for a slot
 * @param transactions how many transactions have begun since then
 */
public record VacuumHolder(String holder, String name, Optional<Instant> since, int transactions) {}
