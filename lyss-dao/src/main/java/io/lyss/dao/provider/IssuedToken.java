package io.lyss.dao.provider;

/**
 * A token that was just issued or rotated.
 *
 * @param details the stored token
 * @param secret its secret, which cannot be shown again
 */
public record IssuedToken(UserToken details, AccessToken secret) {}
