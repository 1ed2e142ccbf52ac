package io.lyss.dao.error;

/** The row does not exist or the scope may not see it; the caller cannot tell which. */
public final class NotFoundException extends LyssException {

  private static final long serialVersionUID = 1L;

  /**
   * @param kind the kind of row, such as "conversation"
   * @param id its id
   */
  public NotFoundException(String kind, long id) {
    super("The " + kind + " " + id + " is not there, or not in this scope", null);
  }

  /**
   * @param kind the kind of row, such as "conversation"
   * @param id its id: a UUID or another key
   */
  public NotFoundException(String kind, Object id) {
    super("The " + kind + " " + id + " is not there, or not in this scope", null);
  }

  @Override
  public String clientMessage() {
    return "There is no such thing, or you may not see it";
  }
}
