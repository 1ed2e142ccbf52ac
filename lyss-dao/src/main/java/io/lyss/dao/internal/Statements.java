package io.lyss.dao.internal;

/**
 * A statement, or several from which the arguments of a call select one.
 *
 * @param <T> what a row of its answer is read as
 */
public sealed interface Statements<T> permits ScopedStatement, FilteredStatement {}
