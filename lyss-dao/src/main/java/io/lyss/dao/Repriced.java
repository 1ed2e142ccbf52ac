package io.lyss.dao;

import java.util.Optional;

/**
 * What a batch of repricing has done.
 *
 * @param adjusted how many corrections were appended: one a request, or two where it moved to
 *     another currency
 * @param next where the next batch begins; empty after the last
 */
public record Repriced(long adjusted, Optional<Cursor> next) {}
