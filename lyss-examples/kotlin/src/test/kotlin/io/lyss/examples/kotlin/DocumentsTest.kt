package io.lyss.examples.kotlin

import io.lyss.dao.Page
import io.lyss.dao.PageRequest
import io.lyss.dao.Scope
import io.lyss.dao.chat.ChatService
import io.lyss.dao.error.NotFoundException
import io.lyss.dao.platform.MessageRole
import io.lyss.dao.platform.NewMessage
import io.lyss.dao.platform.NewUsage
import io.lyss.dao.platform.Platform
import io.lyss.dao.platform.Provider
import io.lyss.schema.LyssDatabase
import io.lyss.test.LyssTest
import io.lyss.test.LyssTestDatabase
import io.lyss.test.TestUser
import java.math.BigDecimal
import java.sql.Connection
import kotlin.streams.asSequence
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.Test

/** What the documents show in Java, as a host in Kotlin writes it: compiled, with warnings as errors, and run. */
@LyssTest(LyssDatabase.PLATFORM, LyssDatabase.CHAT)
class DocumentsTest(private val platform: Platform, private val database: LyssTestDatabase) {

    private val mei: TestUser = database.organisation().user("mei")

    private fun providerOf(name: String): Provider = database.organisation().provider(name, mei)

    @Test
    fun `the first screen`() {
        val provider = providerOf("first screen").id()
        val me = platform.asUser(mei.id())

        if (me.providers().canUserAccessProvider(mei.id(), provider)) {
            val chat = me.conversations().open(provider, "Weather in Shanghai")
            me.messages().append(chat.id(), NewMessage.of(MessageRole.USER, "上海今天的天气怎么样？"))
            me.usage().record(NewUsage.of(chat, 812, BigDecimal("0.0024")))
        }
        println(me.providers().explainAccess(mei.id(), provider))

        val found = me.messages().search("天气", PageRequest.first(20)).items()
        assertThat(found.map { it.content() }).containsExactly("上海今天的天气怎么样？")
    }

    @Test
    fun `several calls as one transaction`() {
        val provider = providerOf("transactions").id()
        val me = mei.session()

        val chat = me.transact { tx ->
            val opened = tx.conversations().open(provider, "Plans")
            tx.messages().append(opened.id(), NewMessage.of(MessageRole.USER, "May?"))
            opened
        }
        assertThat(me.conversations().get(chat.id()).title()).isEqualTo("Plans")

        assertThatExceptionOfType(IllegalStateException::class.java).isThrownBy {
            me.transact { tx ->
                tx.conversations().open(provider, "Undone")
                error("the host's own")
            }
        }
        assertThat(me.conversations().list(PageRequest.first(50)).items().map { it.title() })
            .contains("Plans")
            .doesNotContain("Undone")
    }

    @Test
    fun `edits, lists and what is not there`() {
        val provider = providerOf("edits").id()
        val me = mei.session()
        val chat = me.conversations().open(provider, "Draft")

        val edited = me.conversations().update(chat.withTitle("Draft of May"))
        assertThat(edited.title()).isEqualTo("Draft of May")

        val drafts = Page.stream(500) { me.conversations().list(it) }.asSequence()
            .count { it.title().startsWith("Draft") }
        assertThat(drafts).isEqualTo(1)

        assertThat(me.conversations().find(-1).orElse(null)).isNull()
        assertThatExceptionOfType(NotFoundException::class.java).isThrownBy { me.conversations().get(-1) }
    }

    @Test
    fun `in a transaction of the host`() {
        val provider = providerOf("joining").id()
        database.dataSource().connection.use { connection: Connection ->
            connection.autoCommit = false
            platform.asUser(mei.id()).joining(connection).conversations().open(provider, "Rolled back")
            connection.rollback()
        }
        assertThat(mei.session().conversations().list(PageRequest.first(50)).items().map { it.title() })
            .doesNotContain("Rolled back")
    }

    @Test
    fun `statements that no DAO has`() {
        val one: Int = mei.session().withJooq<Int, RuntimeException> { jooq -> jooq.fetchCount(jooq.selectOne()) }
        assertThat(one).isEqualTo(1)
    }

    @Test
    fun `a tenant's user`(chat: ChatService) {
        val ann = database.tenant("acme").user("ann")
        val scope: Scope.OfService = ann.scope()
        assertThat(chat.session(scope).conversations().list(PageRequest.first(5)).items()).isEmpty()
    }
}
