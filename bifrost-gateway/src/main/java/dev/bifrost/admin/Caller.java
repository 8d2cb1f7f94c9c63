package dev.bifrost.admin;

import dev.bifrost.admin.AdminSettings.Role;

/** Who manages: a token's holder, or this machine itself. */
record Caller(String name, Role role) {
    static final Caller LOCAL = new Caller("local", Role.OWNER);

    boolean mayChangeKeys() {
        return role != Role.VIEWER;
    }

    boolean mayErase() {
        return role == Role.OWNER;
    }

    boolean mayMoveMoney() {
        return role == Role.OWNER;
    }

    boolean mayReadContent() {
        return role == Role.OWNER;
    }
}
