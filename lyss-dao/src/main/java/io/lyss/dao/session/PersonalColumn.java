package io.lyss.dao.session;

import java.util.Optional;

/**
 * A column, and what it has to do with persons.
 *
 * @param erasure what becomes of it when a person is erased; empty for nothing, as it says nothing
 *     about anybody
 * @param reason why it is kept, where it is
 */
public record PersonalColumn(
    String table,
    String column,
    PersonalKind kind,
    Optional<PersonalErasure> erasure,
    Optional<String> reason) {}
