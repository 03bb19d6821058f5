import t from 'tap'
import { Markup, markup } from '../../../src/conformance/report/markup.js'

t.test('every value is escaped, unless it is markup itself', async t => {
  t.equal(markup`<p>${'<b> & "c" \'d\''}</p>`.text, '<p>&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</p>')
  t.equal(markup`<p>${markup`<b>${'<'}</b>`}</p>`.text, '<p><b>&lt;</b></p>')
  t.equal(markup`${['<', markup`<hr>`, [3]]}${undefined}`.text, '&lt;<hr>3')
  t.equal(markup`${new Markup('<hr>')}`.text, '<hr>')
})

t.test('what no document may hold is marked, not left', async t => {
  t.equal(markup`${'a\u0000\u0007\u001Bb\ud800c\uffff'}`.text, 'a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD')
  t.equal(markup`${'银行 😀\n\t'}`.text, '银行 😀\n\t')
})
