package io.lyss.examples.quickstart;

import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.User;
import java.util.List;

/**
 * The organisation that was loaded.
 *
 * @param admins administrators, who manage providers and do not use them
 * @param users everybody else
 * @param shared organization providers
 * @param personal personal providers
 */
record Organization(
    List<User> admins,
    List<User> users,
    List<Provider> shared,
    List<Provider> personal,
    List<Conversation> conversations,
    int distributions,
    int messages,
    int usage) {}
