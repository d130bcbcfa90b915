"""Asking, answering, and what staff decide about questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.models import Question
from reviews.rules.questions import ANSWER_LENGTH, QUESTION_LEAST, QUESTION_LENGTH
from reviews.rules.reasons import REASONS


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        min_length=QUESTION_LEAST,
        max_length=QUESTION_LENGTH,
        help_text=_("About the product, without names, addresses or order numbers: everybody can read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"min_length": _("Please ask in a few more words, so that somebody can answer.")},
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write an answer.")},
    )


class ShopAnswerForm(AnswerForm):
    is_official = forms.BooleanField(label=_("Official: pinned above all other answers"), required=False, initial=True)


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why? Whoever wrote it is told."), choices=list(REASONS.items()))
    note = forms.CharField(label=_("Anything to add"), max_length=500, required=False, widget=forms.Textarea)


class MergeForm(forms.Form):
    """The older questions of the same product."""

    into = forms.ModelChoiceField(label=_("The older question that asks the same"), queryset=Question.objects.none())

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        older = Question.objects.shown().filter(product=question.product_id, pk__lt=question.pk)
        self.fields["into"].queryset = older.order_by("-answer_count", "-pk")
