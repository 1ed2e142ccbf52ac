package io.lyss.dao.session;

import java.time.Instant;

/**
 * A seal of the audit log, of a tenant or of PLATFORM. If it was noted outside the database, it
 * shows when somebody has made the whole chain anew.
 *
 * @param number its place in the chain, from 1
 * @param hash the hash of the sealed entries and of the seal before, in hexadecimal digits
 * @param sealedAt when it was made
 */
public record AuditSeal(long number, String hash, Instant sealedAt) {}
