package io.lyss.dao.session;

import io.lyss.dao.Json;

/**
 * A row that is about a person.
 *
 * @param place where it stands among all rows of the person, for the next call to go on from
 * @param data its columns, a JSON object, without secrets
 */
public record PersonalRow(String table, Json place, Json data) {}
