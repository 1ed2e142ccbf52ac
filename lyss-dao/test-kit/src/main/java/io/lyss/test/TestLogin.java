package io.lyss.test;

/** A login of the throw-away server. */
public record TestLogin(String username, String password) {}
