package io.lyss.dao.session;

import java.time.Instant;

/**
 * A seal of the audit log, of a tenant or of PLATFORM. Noted outside the database, it finds out who
 * makes the whole chain anew.
 *
 * @param number its place in the chain, from 1
 * @param hash of all that is in it and of the seal before, in hexadecimal digits
 * @param sealedAt when it was made
 */
public record AuditSeal(long number, String hash, Instant sealedAt) {}
