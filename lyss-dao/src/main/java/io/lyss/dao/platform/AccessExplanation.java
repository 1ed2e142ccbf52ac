package io.lyss.dao.platform;

import java.util.OptionalInt;

/**
 * Why a user may use a provider, or why not, as far as this scope can see.
 *
 * @param granted whether the user may
 * @param reason why, or why not
 * @param distributionId the distribution that decides, even if it is revoked; empty if there is
 *     none
 * @param distributedBy who distributed or revoked it last; for a past time, the last until then
 */
public record AccessExplanation(
    boolean granted, Reason reason, OptionalInt distributionId, OptionalInt distributedBy) {

  /** The reasons, as {@code explain_provider_access} has them. */
  public enum Reason {
    /** Granted: the user's own personal provider. */
    OWNER,
    /** Granted: the organization provider is distributed to the user. */
    DISTRIBUTED,
    /** There is no such user in this scope. */
    USER_NOT_FOUND,
    /** There is no such provider in this scope. */
    PROVIDER_NOT_FOUND,
    /** The user is inactive. */
    USER_INACTIVE,
    /** The provider is inactive. */
    PROVIDER_INACTIVE,
    /** A personal provider of somebody else. */
    NOT_OWNER,
    /** The distribution was revoked. */
    DISTRIBUTION_REVOKED,
    /** The distribution begins later. */
    DISTRIBUTION_NOT_BEGUN,
    /** The distribution has ended by itself. */
    DISTRIBUTION_ENDED,
    /** The organization provider was never distributed to the user. */
    NOT_DISTRIBUTED
  }

  /** One sentence for a person. */
  @Override
  public String toString() {
    return switch (reason) {
      case OWNER -> "granted: the user's own provider";
      case DISTRIBUTED ->
          "granted through distribution "
              + distributionId.getAsInt()
              + " by user "
              + distributedBy.getAsInt();
      case USER_NOT_FOUND -> "denied: no such user in this scope";
      case PROVIDER_NOT_FOUND -> "denied: no such provider in this scope";
      case USER_INACTIVE -> "denied: the user is inactive";
      case PROVIDER_INACTIVE -> "denied: the provider is inactive";
      case NOT_OWNER -> "denied: a personal provider of somebody else";
      case DISTRIBUTION_REVOKED ->
          "denied: distribution " + distributionId.getAsInt() + " was revoked";
      case DISTRIBUTION_NOT_BEGUN ->
          "denied: distribution " + distributionId.getAsInt() + " had not begun";
      case DISTRIBUTION_ENDED -> "denied: distribution " + distributionId.getAsInt() + " had ended";
      case NOT_DISTRIBUTED -> "denied: not distributed to the user";
    };
  }
}
