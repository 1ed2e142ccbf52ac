package io.lyss.examples.spring;

import io.lyss.dao.platform.User;
import org.springframework.security.core.authority.AuthorityUtils;

/** A user of LYSS, as Spring Security knows who has logged in. */
final class Member extends org.springframework.security.core.userdetails.User {

  private static final long serialVersionUID = 1L;

  private final int id;

  Member(User user, String passwordHash) {
    super(
        user.username(),
        passwordHash,
        user.active(),
        true,
        true,
        true,
        AuthorityUtils.createAuthorityList("ROLE_" + user.role().name()));
    this.id = user.id();
  }

  int id() {
    return id;
  }
}
