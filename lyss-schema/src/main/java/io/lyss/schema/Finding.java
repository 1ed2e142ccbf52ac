package io.lyss.schema;

/**
 * Something that is wrong with a database of LYSS.
 *
 * @param check which check found it, such as {@code superuser} or {@code catalog}
 * @param what what is wrong
 * @param remedy what to do about it
 */
public record Finding(String check, String what, String remedy) {}
