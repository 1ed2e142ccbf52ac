package io.lyss.dao.error;

/** The row is not there, or not for this scope: a stranger's row is not told from none. */
public final class NotFoundException extends LyssException {

  private static final long serialVersionUID = 1L;

  /**
   * @param kind what was looked for, such as "conversation"
   * @param id which one
   */
  public NotFoundException(String kind, long id) {
    super("The " + kind + " " + id + " is not there, or not in this scope", null);
  }

  /**
   * @param kind what was looked for, such as "conversation"
   * @param id which one: a UUID, or what else it goes by
   */
  public NotFoundException(String kind, Object id) {
    super("The " + kind + " " + id + " is not there, or not in this scope", null);
  }
}
