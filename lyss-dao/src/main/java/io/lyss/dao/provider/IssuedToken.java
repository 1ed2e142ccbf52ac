package io.lyss.dao.provider;

/**
 * A token that was issued or rotated just now.
 *
 * @param details what is kept of it
 * @param secret its text, which nobody can be shown again
 */
public record IssuedToken(UserToken details, AccessToken secret) {}
