package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;

/**
 * What keeps vacuum from removing rows that have died since it began.
 *
 * @param holder what it is: a transaction, a prepared transaction or a replication slot
 * @param name the process and its login, or the name of what was prepared, or of the slot
 * @param since when the transaction began; empty for a slot
 * @param transactions how many transactions have begun since
 */
public record VacuumHolder(String holder, String name, Optional<Instant> since, int transactions) {}
