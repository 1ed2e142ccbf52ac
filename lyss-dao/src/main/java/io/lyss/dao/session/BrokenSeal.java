package io.lyss.dao.session;

import java.util.OptionalLong;

/**
 * Where the chain of seals of an audit log breaks.
 *
 * @param number the first seal that does not hold; empty for entries outside of all seals
 * @param fault what is wrong with it
 */
public record BrokenSeal(OptionalLong number, String fault) {}
