package io.lyss.dao.internal;

/**
 * A statement, or several of which the arguments of a call choose one.
 *
 * @param <T> what a row of its answer is read as
 */
public sealed interface Statements<T> permits ScopedStatement, FilteredStatement {}
