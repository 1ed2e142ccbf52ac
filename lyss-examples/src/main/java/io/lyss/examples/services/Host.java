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
 * A host that embeds the five services. It keeps these for as long as it runs, and makes a session
 * a request.
 *
 * @param keys encrypts channels' keys
 * @param vectors where the vectors of memories are
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
    // A host takes its pepper and its keys from its secret store; this one forgets them with the
    // process.
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
