/**
 * Encrypts the keys of providers and channels in the application, so that the database never has
 * them in clear: AES-256-GCM of Google Tink, under a key set that the host owns.
 *
 * <pre>{@code
 * SecretCipher cipher = SecretCipher.of(KeySets.fromJson(vault.read("lyss")));
 * ProviderKeys keys = new ProviderKeys(cipher);
 *
 * try (Secret key = Secret.of(request.apiKey())) {
 *   Provider mine = keys.create(platform.asUser(7), key,
 *       (providers, encrypted) -> providers.createPersonal(NewProvider.of("mine", OPENAI, encrypted)));
 * }
 * try (Secret key = keys.read(platform.asSystem("call provider 2"), 2)) {
 *   client.authorize(key.reveal());
 * }
 * }</pre>
 *
 * <p>A ciphertext is bound to its row: copied to another row, it cannot be decrypted. It names its
 * key, so keys can be replaced while the application runs: add a key, give the set to all hosts,
 * make the key the primary one, and run {@link io.lyss.secrets.KeyRotation}.
 */
@NullMarked
package io.lyss.secrets;

import org.jspecify.annotations.NullMarked;
