package io.lyss.schema.platform;

import static io.lyss.schema.PolicyCase.REFUSED;
import static io.lyss.schema.PolicyCase.of;
import static io.lyss.schema.platform.Organisation.ADMIN;
import static io.lyss.schema.platform.Organisation.ADMINS_CONVERSATION;
import static io.lyss.schema.platform.Organisation.ADMINS_OWN;
import static io.lyss.schema.platform.Organisation.ALICE;
import static io.lyss.schema.platform.Organisation.ALICES_CONVERSATION;
import static io.lyss.schema.platform.Organisation.ALICES_OWN;
import static io.lyss.schema.platform.Organisation.BOB;
import static io.lyss.schema.platform.Organisation.BOBS_CONVERSATION;
import static io.lyss.schema.platform.Organisation.BOBS_OWN;
import static io.lyss.schema.platform.Organisation.CAROL;
import static io.lyss.schema.platform.Organisation.CAROLS_OWN;
import static io.lyss.schema.platform.Organisation.DAN;
import static io.lyss.schema.platform.Organisation.DANS_ORGANIZATION;
import static io.lyss.schema.platform.Organisation.INACTIVE;
import static io.lyss.schema.platform.Organisation.NOBODY;
import static io.lyss.schema.platform.Organisation.NO_PROVIDER;
import static io.lyss.schema.platform.Organisation.REVOKED;
import static io.lyss.schema.platform.Organisation.SHARED;
import static io.lyss.schema.platform.Organisation.UNDISTRIBUTED;

import io.lyss.schema.PolicyCase;
import java.util.List;

/** Only the owner sees conversations and messages; administrators are no exception. */
final class PoliciesOfConversations {

  static final List<PolicyCase<Integer>> CASES =
      List.of(
          of("conversations_select", ALICE, "select id from conversations", 2),
          of("conversations_select", ADMIN, "select id from conversations", 1),
          of("conversations_select", NOBODY, "select id from conversations", 0),
          of("conversations_insert", ALICE, open(ALICE, SHARED), 1),
          of("conversations_insert", ALICE, open(ALICE, ALICES_OWN), 1),
          of("conversations_insert", ALICE, open(ALICE, UNDISTRIBUTED), REFUSED),
          of("conversations_insert", ALICE, open(ALICE, INACTIVE), REFUSED),
          of("conversations_insert", ALICE, open(ALICE, REVOKED), REFUSED),
          of("conversations_insert", ALICE, open(ALICE, BOBS_OWN), REFUSED),
          of("conversations_insert", ALICE, open(ALICE, NO_PROVIDER), REFUSED),
          of("conversations_insert", ALICE, open(BOB, SHARED), REFUSED),
          of("conversations_insert", CAROL, open(CAROL, SHARED), REFUSED),
          of("conversations_insert", CAROL, open(CAROL, CAROLS_OWN), REFUSED),
          // to manage a provider is not to use it
          of("conversations_insert", ADMIN, open(ADMIN, SHARED), REFUSED),
          of("conversations_insert", DAN, open(DAN, DANS_ORGANIZATION), REFUSED),
          of("conversations_insert", ADMIN, open(ADMIN, ADMINS_OWN), 1),
          // without a condition, so that no other policy has a say in which rows are meant
          of("conversations_update", ALICE, "update conversations set title = 'mine'", 2),
          of("conversations_update", ADMIN, "update conversations set title = 'mine'", 1),
          of("conversations_update", ALICE, "update conversations set title = 'x' where id = 3", 0),
          of("conversations_delete", ALICE, "delete from conversations", 2),
          of("conversations_delete", ADMIN, "delete from conversations", 1),
          of("conversations_delete", ALICE, "delete from conversations where id = 3", 0),
          of("messages_select", ALICE, "select id from messages", 4),
          of("messages_select", ADMIN, "select id from messages", 1),
          of("messages_select", NOBODY, "select id from messages", 0),
          of("messages_definer_insert", ALICE, say(ALICES_CONVERSATION), 1),
          of("messages_definer_insert", ALICE, say(BOBS_CONVERSATION), 0),
          of("messages_definer_insert", ADMIN, say(BOBS_CONVERSATION), 0),
          of("messages_definer_insert", ADMIN, say(ADMINS_CONVERSATION), 1),
          of("messages_definer_insert", NOBODY, say(ALICES_CONVERSATION), 0),
          of("conversations_definer_update", ALICE, say(ALICES_CONVERSATION), 1),
          of("conversations_definer_update", ALICE, say(BOBS_CONVERSATION), 0),
          of("messages_definer_select", ALICE, "select * from search_messages('weather', 9)", 1),
          of("messages_definer_select", NOBODY, "select * from search_messages('weather', 9)", 0),
          of(
              "conversations_definer_select",
              ALICE,
              "select * from search_conversations('weather', 9)",
              1),
          of(
              "conversations_definer_select",
              NOBODY,
              "select * from search_conversations('weather', 9)",
              0));

  private static String open(int user, int provider) {
    return "insert into conversations (user_id, provider_id, title) values (%d, %d, 'title')"
        .formatted(user, provider);
  }

  private static String say(int conversation) {
    return Organisation.say(conversation, "user", "'hello'");
  }

  private PoliciesOfConversations() {}
}
