package io.lyss.dao.session;

import java.util.Optional;

/**
 * A column, and whether it is about a person.
 *
 * @param erasure what erasing a person does to it; empty if it is about nobody
 * @param reason why it is kept, if it is kept
 */
public record PersonalColumn(
    String table,
    String column,
    PersonalKind kind,
    Optional<PersonalErasure> erasure,
    Optional<String> reason) {}
