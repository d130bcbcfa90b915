"""Reading a product's questions, looking what is known already, and asking."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.pages import kept_page
from reviews.actions.hits import Hits, find_hits
from reviews.actions.pace import may_ask
from reviews.actions.questions import ORDER, SAME, AboutAnOrder, AskedAlready, ask_question, follow_question
from reviews.forms.questions import AnswerForm, QuestionForm
from reviews.models import Question
from reviews.rules.questions import QUESTION_LENGTH
from reviews.views.question_pages import question_of, question_page
from shop.models import Product

PAGE_SIZE, KEEP_HITS_SECONDS, QUERY_LENGTH = 10, 60, 100
MOST_DIGITS = 9
"""Questions of one person in an hour."""


@require_safe
def question_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions about a product, or those with the words of `?q=`."""
    product = _product(request, slug)
    text, page = request.GET.get("q", "")[:QUERY_LENGTH].strip(), request.GET.get("page", "1")
    if not (page.isascii() and page.isdigit()):
        raise BadRequest("There is no such page.")
    found = Question.objects.shown().filter(product=product).having_words(text).read_first()
    pages = Paginator(found.with_answers().select_related("product"), PAGE_SIZE)
    if len(page) > MOST_DIGITS or not 1 <= int(page) <= pages.num_pages:
        raise Http404("no such page")
    context = {"product": product, "page": pages.page(int(page)), "query": text}
    return render(request, "reviews/questions/list.html", context)


@require_safe
def question_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One question with all its answers. What was merged leads to the question that has its answers."""
    question = question_of(request, slug, pk)
    if question.merged_into:
        return redirect(question.merged_into, permanent=True)
    return question_page(request, question, AnswerForm())


@require_safe
def question_suggest(request: HttpRequest, slug: str) -> HttpResponse:
    """What is known already, while somebody types."""
    product, text = _product(request, slug), _typed(request)

    def draw() -> HttpResponse:
        context = {"product": product, "hits": find_hits(product=product, text=text)}
        return render(request, "reviews/questions/_hits.html", context)

    return kept_page(f"questions:{product.pk}:{product.version}:{text.casefold()}", KEEP_HITS_SECONDS, draw)


@require_http_methods(["GET", "HEAD", "POST"])
def question_create(request: HttpRequest, slug: str) -> HttpResponse:
    """First what is known already, then the question itself; signing in is asked for only then."""
    product = _product(request, slug)
    if request.method != "POST":
        text = _typed(request)
        form = QuestionForm(initial={"text": text})
        return _look_first(request, product, form, find_hits(product=product, text=text))
    return _ask(request, product=product)


@login_required
@require_POST
def follow(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Be told of the first answer, or not."""
    question = question_of(request, slug, pk)
    follows = request.POST.get("follows") == "yes"
    follow_question(question=question, by=request.user, follows=follows, at=timezone.now())
    told = gettext("We write to you as soon as it is answered.") if follows else gettext("We will not write to you.")
    messages.success(request, told)
    return redirect(question)


def _ask(request: HttpRequest, product: Product) -> HttpResponse:
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _look_first(request, product, form, Hits())
    text = form.cleaned_data["text"]
    if not request.user.is_authenticated:
        return redirect_to_login(f"{request.path}?{urlencode({'text': text})}")
    if not may_ask(request.user.pk):
        form.add_error(None, gettext("These were many questions. Please go on in an hour."))
        return _look_first(request, product, form, Hits())
    try:
        return _thank(request, _publish(request, product, text))
    except AskedAlready as refusal:
        hits = Hits(questions=[refusal.question])
        return _look_first(request, product, form, hits, refused=SAME)
    except AboutAnOrder:
        return _look_first(request, product, form, Hits(is_about_an_order=True), refused=ORDER)
    except Refused as refusal:
        form.add_error("text", refusal.detail)
        return _look_first(request, product, form, Hits())


def _publish(request: HttpRequest, product: Product, text: str) -> Question:
    sku = request.POST.get("variant", "")[:60]
    return ask_question(
        product=product,
        variant=product.variants.filter(sku=sku).first() if sku else None,
        text=text,
        language=get_language() or "en",
        by=request.user,
        at=timezone.now(),
        despite=_despite(request),
    )


def _look_first(
    request: HttpRequest, product: Product, form: QuestionForm, hits: Hits, refused: str = ""
) -> HttpResponse:
    """The form below what is known. `refused` is what the question may be asked in spite of."""
    fields = request.POST if form.is_bound else request.GET
    context = {
        "product": product,
        "form": form,
        "hits": hits,
        "refused": refused,
        "despite": _despite(request),
        "variant": fields.get("variant", "")[:60],
    }
    return render(request, "reviews/questions/create.html", context, status=422 if form.is_bound else 200)


def _thank(request: HttpRequest, question: Question) -> HttpResponse:
    if question.state != Question.State.PUBLISHED:
        messages.success(request, gettext("Thank you. A person reads your question before it appears."))
        return redirect("reviews:question-list", question.product.slug)
    messages.success(request, gettext("Your question is on the page. We ask people who bought this, and write to you."))
    return redirect(question)


def _despite(request: HttpRequest) -> list[str]:
    return [what for what in (ORDER, SAME) if what in request.POST.getlist("despite")]


def _typed(request: HttpRequest) -> str:
    return " ".join(request.GET.get("text", "").split())[:QUESTION_LENGTH]


def _product(request: HttpRequest, slug: str) -> Product:
    return get_object_or_404(Product.objects.visible_to(request.user), slug=slug)
