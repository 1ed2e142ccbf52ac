package io.lyss.examples.services;

import io.lyss.dao.chat.ChatService;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.TokenPepper;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.user.UserService;
import io.lyss.examples.host.Databases;
import io.lyss.examples.host.Vectors;
import io.lyss.schema.LyssDatabase;
import io.lyss.secrets.ChannelKeys;
import io.lyss.secrets.KeySets;
import io.lyss.secrets.SecretCipher;
import java.security.SecureRandom;

/**
 * A host that embeds the five services. It keeps them as long as it runs, and makes a session for
 * each request.
 *
 * @param keys encrypts channels' keys
 * @param vectors stores the vectors of memories
 */
record Host(
    UserService users,
    ProviderService providers,
    ChatService chats,
    MemoryService memories,
    SharedService shared,
    ChannelKeys keys,
    Vectors vectors) {

  static Host over(Databases databases) {
    // A host reads its pepper and its keys from its secret store; this one loses them when the
    // process ends.
    byte[] pepper = new byte[32];
    new SecureRandom().nextBytes(pepper);
    return new Host(
        UserService.over(databases.of(LyssDatabase.USER)),
        ProviderService.over(databases.of(LyssDatabase.PROVIDER))
            .tokenPepper(TokenPepper.of(pepper)),
        ChatService.over(databases.of(LyssDatabase.CHAT)),
        MemoryService.over(databases.of(LyssDatabase.MEMORY)),
        SharedService.over(databases.of(LyssDatabase.SHARED)),
        new ChannelKeys(SecretCipher.of(KeySets.generate())),
        new Vectors());
  }
}
