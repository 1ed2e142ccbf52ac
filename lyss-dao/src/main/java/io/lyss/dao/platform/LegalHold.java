package io.lyss.dao.platform;

import java.time.Instant;

/** A legal hold: while it lasts, no data about the user is erased. */
public record LegalHold(int userId, String reason, Instant heldAt) {}
