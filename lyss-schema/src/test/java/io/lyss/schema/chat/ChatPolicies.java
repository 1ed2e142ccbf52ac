package io.lyss.schema.chat;

import static io.lyss.schema.PolicyCase.of;
import static io.lyss.schema.PolicyCase.system;
import static io.lyss.schema.service.Persona.ADMIN;
import static io.lyss.schema.service.Persona.ANN;
import static io.lyss.schema.service.Persona.ROOT;
import static io.lyss.schema.service.Persona.STRANGER;

import io.lyss.schema.PolicyCase;
import io.lyss.schema.service.Persona;
import java.util.List;

/** Users change their own conversations until they are deleted; system work deletes. */
final class ChatPolicies {

  private static final String RENAME = "update conversations set title = 'Another'";

  private static final String UNRATE = "delete from message_ratings";

  static final List<PolicyCase<Persona>> CASES =
      List.of(
          of("conversations_update", ANN, RENAME, 1),
          of("conversations_update", ADMIN, RENAME, 0),
          of("conversations_update", ROOT, RENAME, 0),
          of("conversations_update", STRANGER, RENAME, 0),
          of("message_ratings_delete", ANN, UNRATE, 4),
          of("message_ratings_delete", ADMIN, UNRATE, 0),
          of("message_ratings_delete", ROOT, UNRATE, 0),
          of("message_ratings_delete", STRANGER, UNRATE, 0),
          system("conversations_system_delete", "a test", "delete from conversations", 10),
          system("conversations_system_delete", "", "delete from conversations", 0));

  private ChatPolicies() {}
}
