package io.lyss.dao.platform;

import java.time.Instant;

/** Nothing about a user is erased while it lasts. */
public record LegalHold(int userId, String reason, Instant heldAt) {}
