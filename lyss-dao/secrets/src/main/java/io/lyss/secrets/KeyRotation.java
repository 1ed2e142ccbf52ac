package io.lyss.secrets;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.ProviderKey;
import io.lyss.dao.provider.ChannelKey;
import io.lyss.dao.provider.ProviderSession;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Encrypts again with the primary key what other keys of the set have encrypted. It may run beside
 * the application, be interrupted and be run again: each row is changed in a transaction of its
 * own, and only if it has not changed since it was read. A row that is done is not read again.
 *
 * <p>These steps never let a host meet a key that it does not have: give {@link KeySets#withNewKey}
 * to all hosts, then {@link KeySets#withNewestPrimary}; run this until {@link Progress#isComplete};
 * then, if the old key has leaked, give them {@link KeySets#withPrimaryOnly}.
 */
public final class KeyRotation {

  private static final int BATCH = 100;

  private final SecretCipher cipher;

  /** Encrypts again with the newest key of this cipher. */
  public KeyRotation(SecretCipher cipher) {
    this.cipher = cipher;
  }

  /**
   * How far a rotation has come.
   *
   * @param encrypted how many rows it has encrypted anew
   * @param replaced how many somebody else gave a new key meanwhile; these need nothing more
   * @param unreadable the rows that cannot be decrypted; they stay as they are
   * @param finished false while it runs, and if it was interrupted
   */
  public record Progress(
      long encrypted, long replaced, List<UnreadableSecretException> unreadable, boolean finished) {

    public Progress {
      unreadable = List.copyOf(unreadable);
    }

    /** Whether no row is left under another key. */
    public boolean isComplete() {
      return finished && unreadable.isEmpty();
    }
  }

  /**
   * Encrypts the keys of the platform's providers anew.
   *
   * @param system a system scope
   * @param watcher is called after every batch of a hundred rows
   * @return what was done; unfinished if the thread was interrupted, whose flag stays set
   * @throws ScopeDeniedException in a user's scope
   */
  public Progress ofProviders(PlatformSession system, Consumer<Progress> watcher) {
    return run(
        page -> system.providerKeys().listOutdated(cipher.currentPrefix(), page),
        key -> SecretPlace.ofProvider(key.id()),
        ProviderKey::apiKey,
        (key, anew) -> system.providerKeys().replace(key, anew),
        watcher);
  }

  /**
   * Encrypts the keys of a tenant's channels anew. The user service lists the tenants.
   *
   * @param system a system scope
   * @param watcher is called after every batch of a hundred rows
   * @return what was done; unfinished if the thread was interrupted, whose flag stays set
   * @throws ScopeDeniedException in a tenant's scope
   */
  public Progress ofChannels(ProviderSession system, UUID tenantId, Consumer<Progress> watcher) {
    return run(
        page -> system.channelKeys(tenantId).listOutdated(cipher.currentPrefix(), page),
        key -> SecretPlace.ofChannel(tenantId, key.id()),
        ChannelKey::key,
        (key, anew) -> system.channelKeys(tenantId).replace(key, anew),
        watcher);
  }

  private interface Replacement<T> {
    boolean replace(T read, Ciphertext anew);
  }

  private <T> Progress run(
      Function<PageRequest, Page<T>> outdated,
      Function<T, SecretPlace> place,
      Function<T, Ciphertext> ciphertext,
      Replacement<T> replacement,
      Consumer<Progress> watcher) {
    long encrypted = 0;
    long replaced = 0;
    List<UnreadableSecretException> unreadable = new ArrayList<>();
    PageRequest next = PageRequest.first(BATCH);
    while (true) {
      if (Thread.currentThread().isInterrupted()) {
        return new Progress(encrypted, replaced, unreadable, false);
      }
      Page<T> page = outdated.apply(next);
      for (T row : page.items()) {
        try (Secret secret = cipher.decrypt(ciphertext.apply(row), place.apply(row))) {
          if (replacement.replace(row, cipher.encrypt(secret, place.apply(row)))) {
            encrypted++;
          } else {
            replaced++;
          }
        } catch (UnreadableSecretException e) {
          unreadable.add(e);
        }
      }
      boolean last = page.next().isEmpty();
      Progress progress = new Progress(encrypted, replaced, unreadable, last);
      watcher.accept(progress);
      if (last) {
        return progress;
      }
      next = next.after(page.next().orElseThrow());
    }
  }
}
